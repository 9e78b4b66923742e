// The rows of LoginEvent as pages give them, made in a process that ends: the simulator's
// heap beside what is measured would cost the garbage collector more than that.

import { startSimulator } from "../../simulator/start-simulator.ts";
import { childArgument, tell } from "./child.ts";

export interface LoginPages {
	/** Of the fields. */
	readonly names: readonly string[];
	/** What stands between the brackets of each page's rows. */
	readonly lists: readonly string[];
}

const OBJECT = "LoginEvent";
/** As many as Salesforce gives at once. */
const PAGE_ROWS = 2_000;

const count = childArgument<number>();
const simulator = await startSimulator({
	hours: 1,
	rhythm: false,
	streams: ["login"],
	rows_per_hour: count,
});
const rows = simulator.objectLedger(OBJECT).slice(0, count);
await simulator.close();
if (rows.length < count) throw new Error(`${rows.length} rows`);
const attributes = {
	type: OBJECT,
	url: `/services/data/v67.0/sobjects/${OBJECT}/000000000000000AAA`,
};
const lists: string[] = [];
for (let at = 0; at < rows.length; at += PAGE_ROWS) {
	const page = rows.slice(at, at + PAGE_ROWS);
	const whole = JSON.stringify(page.map((row) => ({ attributes, ...row })));
	lists.push(whole.slice(1, -1));
}
const names = Object.keys(rows[0] ?? {});
await tell({ names, lists } satisfies LoginPages);
process.disconnect();
