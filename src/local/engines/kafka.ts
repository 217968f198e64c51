import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { EngineOptions, RunningEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { startJavaProcess } from './java-process.ts';

/** A Kafka broker on the loopback, in memory's stead a temporary folder. Topics are made by who needs them. */
export async function startKafka({ cache, port: wanted, heapMebibytes = 256 }: EngineOptions): Promise<RunningEngine> {
  const port = await freePort('kafka', wanted);
  const controllerPort = await freePort('kafka');
  const process = await startJavaProcess({
    engine: 'kafka',
    cache,
    heapMebibytes,
    jvmOptions: () => ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
    prepare: (directory) => {
      const settings = Object.entries(brokerSettings(directory, port, controllerPort));
      const text = settings.map(([name, value]) => `${name}=${value}\n`).join('');
      writeFileSync(join(directory, 'server.properties'), text);
      return [clusterId()];
    },
    isReady: () => servesClients(port),
  });
  return { endpoint: `127.0.0.1:${port}`, ...process };
}

function brokerSettings(
  directory: string,
  port: number,
  controllerPort: number,
): Record<string, string | number | boolean> {
  const oneReplica = (topic: string) => ({
    [`${topic}.replication.factor`]: 1,
    [`${topic}.min.isr`]: 1,
    [`${topic}.num.partitions`]: 1,
  });
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(directory, 'data'),
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    ...oneReplica('transaction.state.log'),
    ...oneReplica('share.coordinator.state.topic'),
    // Groups form at once; a cluster of many brokers waits for latecomers.
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
  };
}

/** 16 random bytes, as Kafka writes them; it takes no id that begins like an option. */
function clusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/** An ApiVersions request, version 0: an open port is not enough, only a broker that serves answers. */
function servesClients(port: number): Promise<boolean> {
  const request = Buffer.alloc(19);
  request.writeInt32BE(15, 0);
  request.writeInt16BE(18, 4);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(5, 12);
  request.write('ready', 14);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request)).setTimeout(1_000);
    const end = (serves: boolean) => {
      socket.destroy();
      resolve(serves);
    };
    socket.once('data', () => end(true));
    for (const failure of ['error', 'timeout', 'close']) socket.once(failure, () => end(false));
  });
}
