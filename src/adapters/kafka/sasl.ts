import type { SASLOptions } from 'kafkajs';
import type { Sasl } from './kafka-options.ts';

/** As the client wants it. `aws-iam` is OAUTHBEARER with a signed token, made anew for each connection. */
export function saslOptions(sasl: Sasl): SASLOptions {
  if (sasl.mechanism !== 'aws-iam') return { ...sasl } as SASLOptions;
  const { region } = sasl;
  return {
    mechanism: 'oauthbearer',
    oauthBearerProvider: async () => {
      // Loaded by those who need it: it brings a good part of the AWS SDK along.
      const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
      const { token } = await generateAuthToken({ region });
      return { value: token };
    },
  };
}
