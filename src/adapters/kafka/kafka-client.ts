import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import type { KafkaOptions, LogLevel } from './kafka-options.ts';
import { saslOptions } from './sasl.ts';

const LEVELS: Readonly<Record<number, LogLevel>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
};

/** The client of one cluster. It connects when it is first used. */
export function createKafka({ brokers, clientId = 'sfc', tls = false, sasl, log }: KafkaOptions): Kafka {
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    ssl: tls,
    ...(sasl !== undefined && { sasl: saslOptions(sasl) }),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 50, maxRetryTime: 2_000, retries: 8 },
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => {
      return ({ level, log: { message, timestamp: _, ...facts } }) => log?.(LEVELS[level] ?? 'debug', message, facts);
    },
  };
  return new Kafka(config);
}
