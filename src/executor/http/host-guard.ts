import { BlockList, isIP } from 'node:net';

/** Which hosts jobs may call. */
export interface HostGuard {
  /** Why this address may not be connected to, or undefined. `host` is the name that the URL holds, which may be the address. */
  readonly refusal: (host: string, port: number, address: string) => string | undefined;
}

/**
 * Public addresses are allowed; loopback, private and other special ones only by an entry of `allow`: a host name, `*.SUFFIX`,
 * an address, a range in CIDR form, each with `:PORT` or without, or `*`. The addresses at which clouds hand out credentials
 * need an entry that is exactly that address.
 */
export function createHostGuard(allow: readonly string[]): HostGuard {
  const entries = allow.map(parseEntry);
  return {
    refusal: (host, port, address) => {
      const name = host.toLowerCase();
      const isMetadata = contains(METADATA, address);
      if (!isMetadata && !contains(SPECIAL, address)) return undefined;
      if (
        entries.some(
          (entry) => (isMetadata ? entry.text === address : entry.matches(name, address)) && portFits(entry, port),
        )
      ) {
        return undefined;
      }
      const place = isIP(host) === 0 ? `${host} (${address})` : host;
      return `${place} is not a public address. To call it, add ${JSON.stringify(`${host}:${port}`)} to "http": { "allow": […] } in sfc.config.json and start again: settings are read at the start only.`;
    },
  };
}

interface Entry {
  readonly text: string;
  readonly port: number | undefined;
  readonly matches: (name: string, address: string) => boolean;
}

function parseEntry(entry: string): Entry {
  const { host = entry, port } =
    /^(?<host>\[.*\]|[^:]*|[^[]*:[^[]*:[^[]*?)(?::(?<port>\d+))?$/.exec(entry.toLowerCase())?.groups ?? {};
  const text = host.replace(/^\[|\]$/g, '');
  return { text, port: port === undefined ? undefined : Number(port), matches: matcher(text) };
}

function portFits(entry: Entry, port: number): boolean {
  return entry.port === undefined || entry.port === port;
}

function matcher(text: string): Entry['matches'] {
  if (text === '*') return () => true;
  if (text.startsWith('*.')) return (name) => name.endsWith(text.slice(1));
  const [network = '', prefix] = text.split('/');
  if (isIP(network) === 0) return (name) => name === text;
  const range = blockList([prefix === undefined ? `${network}/${isIP(network) === 4 ? 32 : 128}` : text]);
  return (_name, address) => contains(range, address);
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** IANA's special-purpose registries, multicast, and the IPv6 ranges that stand for IPv4 ones. */
const SPECIAL = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]);

/** AWS, ECS, AWS by IPv6, Alibaba Cloud, Azure. */
const METADATA = blockList([
  '169.254.169.254/32',
  '169.254.170.2/32',
  'fd00:ec2::254/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
]);
