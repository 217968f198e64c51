import { describe, expect, it } from 'vitest';
import { createHostGuard } from '../../../src/executor/http/host-guard.ts';

const allows = (allow: readonly string[], host: string, address = host, port = 80) =>
  createHostGuard(allow).refusal(host, port, address) === undefined;

describe('host guard', () => {
  it.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '8.8.8.8'])(
    'allows the public address %s',
    (address) => {
      expect(allows([], 'example.com', address)).toBe(true);
    },
  );

  it.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.1.1'],
    ...['100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '64:ff9b::7f00:1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:c0a8:101'],
  ])('refuses %s unless it is listed, by any name', (address) => {
    expect(allows([], address)).toBe(false);
    expect(allows([], 'harmless.example', address)).toBe(false);
    expect(allows(['other.example', '9.9.9.9'], 'harmless.example', address)).toBe(false);
    expect(allows([address], address)).toBe(true);
    expect(allows(['harmless.example'], 'harmless.example', address)).toBe(true);
    expect(allows(['*'], 'harmless.example', address)).toBe(true);
  });

  it('takes names, suffixes, addresses and ranges, each with a port or without', () => {
    expect(allows(['localhost'], 'LOCALHOST', '127.0.0.1')).toBe(true);
    expect(allows(['localhost:3000'], 'localhost', '127.0.0.1', 3000)).toBe(true);
    expect(allows(['localhost:3000'], 'localhost', '127.0.0.1', 3001)).toBe(false);
    expect(allows(['*.internal'], 'api.internal', '10.0.0.1')).toBe(true);
    expect(allows(['*.internal'], 'internal', '10.0.0.1')).toBe(false);
    expect(allows(['*.internal'], 'api.internal.evil', '10.0.0.1')).toBe(false);
    expect(allows(['10.0.0.0/8'], 'api', '10.200.0.1')).toBe(true);
    expect(allows(['10.0.0.0/8'], 'api', '11.200.0.1')).toBe(true);
    expect(allows(['10.0.0.0/8:443'], 'api', '10.200.0.1', 80)).toBe(false);
    expect(allows(['127.0.0.1:8080'], '127.0.0.1', '127.0.0.1', 8080)).toBe(true);
    expect(allows(['127.0.0.1'], 'localhost', '127.0.0.1')).toBe(true);
    expect(allows(['[::1]:8080'], '::1', '::1', 8080)).toBe(true);
    expect(allows(['[::1]:8080'], '::1', '::1', 8081)).toBe(false);
    expect(allows(['::1'], 'localhost', '::1')).toBe(true);
    expect(allows(['fd00::/8'], 'api', 'fd12::1')).toBe(true);
    expect(allows(['*:8080'], 'any', '10.0.0.1', 8080)).toBe(true);
    expect(allows(['*:8080'], 'any', '10.0.0.1', 8081)).toBe(false);
  });

  it.each([
    '169.254.169.254',
    '169.254.170.2',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '::ffff:169.254.169.254',
  ])('refuses the credentials at %s whatever else is allowed', (address) => {
    expect(
      allows(['*', 'metadata.internal', '169.254.0.0/16', 'fd00::/8', '0.0.0.0/0'], 'metadata.internal', address),
    ).toBe(false);
  });

  it('allows them where exactly the address is listed', () => {
    expect(allows(['169.254.169.254'], '169.254.169.254')).toBe(true);
    expect(allows(['169.254.169.254'], 'metadata', '169.254.169.254')).toBe(true);
    expect(allows(['169.254.170.2'], 'metadata', '169.254.169.254')).toBe(false);
  });

  it('says what to add to the configuration', () => {
    expect(createHostGuard([]).refusal('localhost', 3000, '127.0.0.1')).toMatch(
      /localhost \(127\.0\.0\.1\).*"localhost:3000".*sfc\.config\.json/,
    );
  });
});
