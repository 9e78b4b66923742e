// What must arrive of an org, by `log.record.uid`.

import type { Simulator } from "../../simulator/simulator.ts";
import { expectedObjectRow } from "../e2e/expected-object-row.ts";
import { uidsOfFile } from "../e2e/expected-uid.ts";

/** Of event types as files, and of objects. What was deleted counts only when asked for. */
export function uidsOfSource(
	org: Simulator,
	names: readonly string[],
	interval: "Hourly" | "Daily",
	which: "there" | "ever" = "there",
): Set<string> {
	const uids = new Set<string>();
	for (const file of org.ledger()) {
		if (file.interval !== interval || !names.includes(file.eventType)) continue;
		if (which === "there" && file.fate === "withdrawn") continue;
		for (const uid of uidsOfContent(org, file)) uids.add(uid);
	}
	for (const object of names.filter((name) => OBJECTS.has(name))) {
		for (const row of org.objectLedger(object)) {
			const { attributes } = expectedObjectRow(object, row);
			uids.add(String(attributes["log.record.uid"]));
		}
	}
	return uids;
}

const OBJECTS = new Set(["LogoutEvent", "SetupAuditTrail"]);

type LedgerFile = ReturnType<Simulator["ledger"]>[number];
const known = new WeakMap<LedgerFile["content"], readonly string[]>();

/** A file's rows never change, and are asked for after every record that arrives. */
function uidsOfContent(
	org: Simulator,
	{ eventType, content }: LedgerFile,
): readonly string[] {
	let uids = known.get(content);
	if (uids === undefined) {
		const rows = [...(content.rows() ?? [])];
		uids = uidsOfFile(org.organizationId, eventType, rows);
		known.set(content, uids);
	}
	return uids;
}
