// Every fault that the simulator knows, in the order of the documentation.

import type { Fault } from "./fault.ts";
import { CSV_FAULTS } from "./table/csv-faults.ts";
import { DOWNLOAD_FAULTS } from "./table/download-faults.ts";
import { EDGE_FAULTS } from "./table/edge-faults.ts";
import { FILE_FAULTS } from "./table/file-faults.ts";
import { LIMIT_FAULTS } from "./table/limit-faults.ts";
import { LOGIN_FAULTS } from "./table/login-faults.ts";
import { PUB_SUB_FAULTS } from "./table/pub-sub-faults.ts";
import { QUERY_FAULTS } from "./table/query-faults.ts";
import { SESSION_FAULTS } from "./table/session-faults.ts";
import { SETUP_FAULTS } from "./table/setup-faults.ts";

const TABLE = [
	...SESSION_FAULTS,
	...LOGIN_FAULTS,
	...LIMIT_FAULTS,
	...EDGE_FAULTS,
	...QUERY_FAULTS,
	...FILE_FAULTS,
	...DOWNLOAD_FAULTS,
	...CSV_FAULTS,
	...SETUP_FAULTS,
	...PUB_SUB_FAULTS,
] as const;

export type FaultName = (typeof TABLE)[number]["name"];

export const FAULTS: readonly Fault<FaultName>[] = TABLE;
