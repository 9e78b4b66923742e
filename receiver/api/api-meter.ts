// The seam between the client and whoever watches the org's API calls.

import type { ApiUsage } from "./limit-info.ts";

export interface ApiMeter {
	/** A request of ours was answered. */
	called(): void;
	/** What the org says of everybody's calls. */
	told(usage: ApiUsage): void;
}
