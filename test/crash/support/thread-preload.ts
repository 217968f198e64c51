import type { CrashPlan } from './points.ts';
import { createProbe } from './probe.ts';
import { probeSqlite } from './probed-sqlite.ts';

const { plan, thread } = JSON.parse(process.argv[2] ?? '{}') as { plan?: CrashPlan; thread?: string };
probeSqlite(createProbe(plan), plan, thread === 'sfc-index');
