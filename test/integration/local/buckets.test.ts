import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStage, ended, publish, type Stage } from './support.ts';

const READER = {
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
  Parameters: { Bucket: 'orders', 'Key.$': '$.file' },
};
const WRITER = {
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: 'results', Prefix: 'invoices' },
  WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
};
const INVOICE = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Invoice',
  States: {
    Invoice: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Invoice', End: true },
  },
};
const MAP = {
  Type: 'Map',
  ItemReader: READER,
  ItemSelector: { 'line.$': '$$.Map.Item.Value', 'source.$': '$$.Map.Item.Source' },
  ItemProcessor: INVOICE,
  ToleratedFailureCount: 1,
  ResultWriter: WRITER,
  End: true,
};
const BLUEPRINT = { StartAt: 'Orders', States: { Orders: MAP } };

let stage: Stage;

beforeEach(() => {
  stage = createStage({ buckets: { orders: './orders', results: './results' }, lambda: { Invoice: './invoice.mjs' } });
  for (const folder of ['orders', 'results']) mkdirSync(join(stage.folder, folder));
  stage.write('orders/today.csv', 'id,amount\n1,10\n2,none\n3,30\n');
  stage.write(
    'invoice.mjs',
    `export const handler = ({ line, source }) => {
       if (line.amount === 'none') throw Object.assign(new Error('no amount'), { name: 'NoAmount' });
       return { id: line.id, total: Number(line.amount) * 2, source };
     };`,
  );
});

afterEach(() => stage.close());

describe('a distributed Map over a folder', () => {
  it('reads the lines of a file, calls a function for each, and writes what came of them', async () => {
    const conductor = await stage.start();
    await publish(conductor, 'orders', BLUEPRINT);
    const { flowId } = await conductor.registry.startFlow({ blueprint: 'orders', input: { file: 'today.csv' } });
    const { output } = await ended(conductor, flowId);
    const { MapRunArn, ResultWriterDetails } = output as Record<string, { Bucket: string; Key: string }> & {
      MapRunArn: string;
    };
    expect(MapRunArn).toMatch(/:mapRun:orders\/Orders:[0-9a-f-]{36}$/);
    const folder = `invoices/${MapRunArn.slice(-36)}`;
    expect(ResultWriterDetails).toEqual({ Bucket: 'results', Key: `${folder}/manifest.json` });

    const path = join(stage.folder, 'results', folder);
    expect(readdirSync(path).sort()).toEqual(['FAILED_0.json', 'SUCCEEDED_0.json', 'manifest.json']);
    const file = (name: string) => JSON.parse(readFileSync(join(path, name), 'utf8'));
    const source = 's3://orders/today.csv';
    expect(file('SUCCEEDED_0.json')).toEqual([
      { id: '1', total: 20, source },
      { id: '3', total: 60, source },
    ]);
    expect(file('FAILED_0.json')).toMatchObject([{ Status: 'FAILED', Error: 'NoAmount' }]);
    expect(file('manifest.json')).toMatchObject({
      DestinationBucket: 'results',
      MapRunArn,
      ResultFiles: { PENDING: [], SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json` }] },
    });
  });

  it('fails where there is no such file', async () => {
    const conductor = await stage.start();
    await publish(conductor, 'orders', BLUEPRINT);
    const { flowId } = await conductor.registry.startFlow({ blueprint: 'orders', input: { file: '../secret.csv' } });
    const { error } = await ended(conductor, flowId, 'FAILED');
    expect(error).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('The specified key does not exist.'),
    });
  });
});
