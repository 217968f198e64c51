import { afterEach, describe, expect, it, vi } from 'vitest';
import { saslOptions } from '../../../../src/adapters/kafka/sasl.ts';

describe('SASL', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('signs a token for MSK with the credentials that the AWS SDK finds', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key-of-a-test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret-of-a-test');
    const options = saslOptions({ mechanism: 'aws-iam', region: 'eu-west-1' });
    if (options.mechanism !== 'oauthbearer') throw new Error(`not ${options.mechanism}`);
    const { value } = await options.oauthBearerProvider();
    const url = new URL(Buffer.from(value, 'base64url').toString());
    expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^key-of-a-test\/\d{8}\/eu-west-1\/kafka-cluster\//);
  });

  it('passes names and passwords on', () => {
    const sasl = { mechanism: 'scram-sha-512', username: 'sfc', password: 'secret' } as const;
    expect(saslOptions(sasl)).toEqual(sasl);
  });
});
