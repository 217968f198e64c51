import type { ApiServices } from './services.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The Prometheus text format, version 0.0.4. */
export async function metricsText({ monitor, workers }: Pick<ApiServices, 'monitor' | 'workers'>): Promise<string> {
  const [counts, reports] = await Promise.all([monitor.counts(), workers.list()]);
  const perWorker = (pick: (report: (typeof reports)[number]) => number) =>
    reports.map((report) => ({ labels: { worker: report.name }, value: pick(report) }));
  const usage = process.cpuUsage();
  return [
    family(
      'sfc_flows',
      'gauge',
      'Flows by blueprint and status.',
      counts.map(({ blueprint, status, count }) => ({ labels: { blueprint, status }, value: count })),
    ),
    family(
      'sfc_worker_replicas',
      'gauge',
      'Replicas of a worker.',
      perWorker(({ replicas }) => replicas),
    ),
    family(
      'sfc_worker_busy',
      'gauge',
      'Jobs under way.',
      perWorker(({ busy }) => busy),
    ),
    family(
      'sfc_worker_waiting',
      'gauge',
      'Jobs on the topic of a worker.',
      perWorker(({ waiting }) => waiting),
    ),
    family(
      'sfc_worker_jobs_done_total',
      'counter',
      'Jobs done since the process began.',
      perWorker(({ done }) => done),
    ),
    family(
      'sfc_worker_jobs_failed_total',
      'counter',
      'Jobs failed since the process began.',
      perWorker(({ failed }) => failed),
    ),
    family('process_cpu_seconds_total', 'counter', 'CPU time, user and system.', [
      { value: (usage.user + usage.system) / 1e6 },
    ]),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory.', [{ value: process.memoryUsage.rss() }]),
    family('process_uptime_seconds', 'gauge', 'Time since the process began.', [{ value: process.uptime() }]),
  ].join('');
}

function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
