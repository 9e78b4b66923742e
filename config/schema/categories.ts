// Which events a stream reads, by category and by where they are kept. An event
// that is read from two places arrives twice, so a category has one source.

import { isMap, type Report, type Unchecked } from "./cross-check.ts";
import { EVERY_TYPE } from "./event-log-file-stream.ts";

/** Objects that hold the events of an event type of event log files. */
const EVENT_TYPE_OF_OBJECT: Readonly<Record<string, string>> = {
	loginevent: "Login",
	loginhistory: "Login",
	logoutevent: "Logout",
	loginasevent: "LoginAs",
};

export interface Claim {
	/** The event type, or the object's own name. */
	readonly category: string;
	/** Where the events are kept, in words. The same place can't be read twice. */
	readonly place: string;
	/** In the receiver's section. */
	readonly path: readonly [string, string, ...PropertyKey[]];
}

/** What the streams read; `*` claims nothing. Takes what may be wrong, and passes over it. */
export function claimsOf(streams: unknown): Claim[] {
	if (!isMap(streams)) return [];
	const claims: Claim[] = [];
	for (const [name, stream] of Object.entries(streams)) {
		if (!isMap(stream)) continue;
		const path = ["streams", name] as const;
		if (name === "login" || name === "logout") {
			claims.push(...sourcedClaim(name, stream));
		} else if (name === "setup_audit_trail") {
			claims.push(objectClaim("SetupAuditTrail", path));
		} else if (name === "event_objects") {
			for (const [index, object] of namesIn(stream.objects)) {
				claims.push(objectClaim(object, [...path, "objects", index]));
			}
		} else {
			const excluded = new Set(
				namesIn(stream.exclude).map(([, type]) => type.toLowerCase()),
			);
			for (const [index, type] of namesIn(stream.event_types)) {
				if (type === EVERY_TYPE || excluded.has(type.toLowerCase())) continue;
				claims.push(fileClaim(type, stream, [...path, "event_types", index]));
			}
		}
	}
	return claims;
}

/** Reports every category with two sources, and every place that is read twice. */
export function checkOverlap(receiver: Unchecked, report: Report): void {
	const known = new Map<string, Claim>();
	for (const claim of claimsOf(receiver.streams)) {
		const category = claim.category.toLowerCase();
		const first = known.get(category);
		if (first === undefined) {
			known.set(category, claim);
		} else if (first.place.toLowerCase() === claim.place.toLowerCase()) {
			report(`\`${first.path[1]}\` reads ${claim.place} already`, claim.path);
		} else if (receiver.allow_overlap !== true) {
			report(
				`${claim.place} hold${claim.place.endsWith("files") ? "" : "s"} the same events as ${first.place}, which \`${first.path[1]}\` reads, so each would arrive twice: remove one of them, or set \`allow_overlap: true\` if that is what you want`,
				claim.path,
			);
		}
	}
}

function sourcedClaim(name: "login" | "logout", stream: Unchecked): Claim[] {
	const path = ["streams", name] as const;
	const type = name === "login" ? "Login" : "Logout";
	switch (stream.source) {
		case "event_log_file":
			return [fileClaim(type, stream, path)];
		case "object":
			return [objectClaim(`${type}Event`, path)];
		case "login_history":
			return [objectClaim("LoginHistory", path)];
		default:
			return [];
	}
}

function fileClaim(
	type: string,
	stream: Unchecked,
	path: Claim["path"],
): Claim {
	const interval = stream.log_file_interval === "daily" ? "daily" : "hourly";
	return { category: type, place: `the ${interval} ${type} files`, path };
}

function objectClaim(object: string, path: Claim["path"]): Claim {
	const category = EVENT_TYPE_OF_OBJECT[object.toLowerCase()] ?? object;
	return { category, place: `the object ${object}`, path };
}

function namesIn(list: unknown): [number, string][] {
	if (!Array.isArray(list)) return [];
	return [...list.entries()].filter(
		(entry): entry is [number, string] => typeof entry[1] === "string",
	);
}
