import type { CaseResult } from '../../testing/test-file/run-test-case.ts';
import { problemLine } from '../print-error.ts';
import type { FileReport } from './run-tests.ts';

/** The report in the XML that CI systems read (JUnit): one suite a file. */
export function junitXml(files: readonly FileReport[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${files.map(suite).join('')}</testsuites>\n`;
}

function suite({ file, cases, problems }: FileReport): string {
  const failed = cases.filter(({ passed }) => !passed).length;
  const errors = problems.length > 0 ? 1 : 0;
  const text = problems.flatMap((place) => place.problems.map((problem) => problemLine(place.file, problem))).join('');
  const error =
    errors === 0 ? '' : testcase(file, 'the file', `<error message="it cannot be run">${escapeXml(text)}</error>`);
  const counts = `tests="${cases.length + errors}" failures="${failed}" errors="${errors}"`;
  return `  <testsuite name="${escapeXml(file)}" ${counts}>\n${cases.map((each) => caseXml(file, each)).join('')}${error}  </testsuite>\n`;
}

function caseXml(file: string, { name, failures }: CaseResult): string {
  if (failures.length === 0) return testcase(file, name, '');
  const text = failures.map(({ what, message, diff = [] }) =>
    [`${what}: ${message}`, ...diff.map((line) => `${line.sign} ${line.text}`), ''].join('\n'),
  );
  const message = failures.map((failure) => failure.message).join('; ');
  return testcase(file, name, `<failure message="${escapeXml(message)}">${escapeXml(text.join(''))}</failure>`);
}

function testcase(file: string, name: string, content: string): string {
  const open = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(name)}"`;
  return content === '' ? `${open}/>\n` : `${open}>${content}</testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 cannot hold become a replacement character. */
function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
