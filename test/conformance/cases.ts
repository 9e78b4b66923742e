// Every case: each fault at least once, both variants where a fact is uncertain.

import { DATA_CASES } from "./cases/data-cases.ts";
import { DOWNLOAD_CASES } from "./cases/download-cases.ts";
import { EDGE_CASES } from "./cases/edge-cases.ts";
import { LIMIT_CASES } from "./cases/limit-cases.ts";
import { LOGIN_CASES } from "./cases/login-cases.ts";
import { QUERY_CASES } from "./cases/query-cases.ts";
import { SESSION_CASES } from "./cases/session-cases.ts";
import type { ConformanceCase } from "./conformance-case.ts";

export const CASES: readonly ConformanceCase[] = [
	...SESSION_CASES,
	...LOGIN_CASES,
	...LIMIT_CASES,
	...EDGE_CASES,
	...QUERY_CASES,
	...DOWNLOAD_CASES,
	...DATA_CASES,
];
