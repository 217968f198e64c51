import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import type { KafkaOptions, LogLevel, Sasl } from './kafka-options.ts';

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
    ...(sasl !== undefined && { sasl: saslOf(sasl) }),
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

function saslOf(sasl: Sasl): SASLOptions {
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
