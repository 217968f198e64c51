/** The parts of what `FunctionName` may be: `NAME`, `ACCOUNT:function:NAME` or a full ARN, each with `:QUALIFIER` or without. */
export interface FunctionName {
  readonly name: string;
  readonly qualifier: string | undefined;
  /** Without the qualifier; undefined where only a name was given. */
  readonly arn: string | undefined;
}

const FUNCTION_NAME = /^(?:(?<arn>.*):function:)?(?<name>[^:]+)(?::(?<qualifier>[^:]+))?$/;

export function parseFunctionName(text: string): FunctionName {
  const { arn, name = text, qualifier } = FUNCTION_NAME.exec(text)?.groups ?? {};
  return { name, qualifier, arn: arn === undefined ? undefined : `${arn}:function:${name}` };
}
