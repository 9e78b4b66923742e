// SetupAuditTrail: the deeds of administrators, to the second. One deed writes several
// rows in one second, and now and then two deeds share one.

import { POD } from "../generate/people.ts";
import type { Population } from "../generate/population.ts";
import { createRandom } from "../generate/random.ts";
import { shortId, toLongId } from "../generate/salesforce-id.ts";
import { SETUP_DEEDS } from "../generate/setup-actions.ts";
import { fieldsOf, type Use } from "./field.ts";
import type { EventObject } from "./object-source.ts";
import type { TimelineRow } from "./timeline.ts";
import { userRow } from "./user.ts";

const HOUR_MS = 3_600_000;
/** More rows than any hour has. */
const NUMBERS_PER_HOUR = 4_000_000;
/** CreatedById is never null, but nobody may see who that is. */
const AUTOMATED_PROCESS = toLongId(shortId("005", POD, 1));
/** Display and Section are for reading only. */
const use = (name: string): Use =>
	/^(Display|Section)$/.test(name) ? "sort" : "filter+sort";

export function setupAuditTrail(
	population: Population,
	rowsIn: (hour: number) => number,
): EventObject {
	return {
		name: "SetupAuditTrail",
		label: "Setup Audit Trail Entry",
		keyPrefix: "0Ym",
		timeField: "CreatedDate",
		fields: fieldsOf(
			`Id:!id18 Action:!text120 Section:text40 CreatedDate:!date CreatedById:!ref18
			Display:text1000 DelegateUser:text80 ResponsibleNamespacePrefix:text15
			CreatedByContext:text80 CreatedByIssuer:text80 SystemModstamp:!date`,
			use,
		),
		hourRows: (hour) => hourRows(population, hour, rowsIn(hour)),
	};
}

function* hourRows(
	population: Population,
	hour: number,
	count: number,
): Generator<TimelineRow> {
	const random = createRandom(population.seed, "SetupAuditTrail", hour);
	const first = (Math.floor(hour / HOUR_MS) % 1e6) * NUMBERS_PER_HOUR;
	const { administrators, people } = population;
	let second = 0;
	for (let made = 0; made < count; ) {
		const deed = random.pick(SETUP_DEEDS)(random.pick(people), random);
		const admin = random.pick(administrators);
		const impersonated = random.chance(0.06) ? random.pick(people) : undefined;
		const actor = impersonated ?? admin;
		// Sometimes somebody else did something in the same second.
		if (!random.chance(0.1)) {
			const left = 3600 - second;
			second += random.below(
				Math.max(1, Math.floor((left * 5) / Math.max(count - made, 5))),
			);
		}
		const at = hour + Math.min(second, 3599) * 1000;
		for (const row of deed.rows) {
			if (made >= count) return;
			made++;
			yield {
				at,
				visibleAt: at + random.below(2000),
				row: {
					Id: toLongId(shortId("0Ym", POD, first + made)),
					Action: row.action,
					Section: row.section,
					CreatedDate: at,
					CreatedById: deed.automatic ? AUTOMATED_PROCESS : actor.longId,
					CreatedBy: deed.automatic ? null : userRow(actor),
					Display: row.display,
					// Who has logged in as the actor.
					DelegateUser: impersonated ? admin.username : null,
					ResponsibleNamespacePrefix: row.namespace ?? null,
					CreatedByContext: deed.context ?? null,
					CreatedByIssuer: null,
					SystemModstamp: at,
				},
			};
		}
	}
}
