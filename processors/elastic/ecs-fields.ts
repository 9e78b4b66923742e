// The ECS fields that have no twin among the semantic conventions. What a record
// does not tell is left out.

import { isIP } from "node:net";
import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { LogRecord } from "../../pipeline/log-record.ts";
import {
	EVENT_CLASSES,
	type EventClass,
	UNCLASSIFIED,
	USER_ADMINISTRATION,
} from "./event-classes.ts";

const NANOSECONDS = 1_000_000;

/** Whoever took part, and whoever it was about. */
export const USERS = [
	"user.name",
	"user.id",
	"salesforce.setup.target_user",
	"salesforce.setup.delegate_user",
	"salesforce.delegated_user.name",
	"salesforce.delegated_user.id",
];

export const ADDRESSES = [
	"client.address",
	"salesforce.client.other_address",
	"http.request.header.x-forwarded-for",
];

/** Sets the fields in `target`; what the record has already wins. */
export function addEcsFields(target: Attributes, record: LogRecord): void {
	const { attributes } = record;
	const set = (key: string, value: AttributeValue | undefined) => {
		if (value !== undefined) target[key] ??= value;
	};
	const eventClass = classOf(attributes);
	set("event.kind", eventClass.kind);
	set("event.category", filled(eventClass.category));
	set("event.type", filled(eventClass.type));
	set("event.action", actionOf(eventClass, record));
	set("event.outcome", attributes["salesforce.event.outcome"]);
	set("event.duration", nanoseconds(attributes["salesforce.duration_ms"]));
	set(
		"organization.id",
		record.resource.attributes["salesforce.organization.id"],
	);
	const address = attributes["client.address"];
	if (isAddress(address)) set("source.ip", address);
	set("related.ip", filled(addressesIn(attributes)));
	set("related.user", filled(usersIn(attributes)));
}

function classOf(attributes: Attributes): EventClass {
	const type = String(attributes["salesforce.event.type"] ?? "");
	return type === "SetupAuditTrail" &&
		attributes["salesforce.setup.target_user"] !== undefined
		? USER_ADMINISTRATION
		: (EVENT_CLASSES.get(type) ?? UNCLASSIFIED);
}

/** `salesforce.apex.rest_api` to `apex-rest-api`, where nothing better is known. */
function actionOf(
	{ action, actionAttribute }: EventClass,
	{ attributes, eventName }: LogRecord,
): AttributeValue | undefined {
	const told = actionAttribute && attributes[actionAttribute];
	if (told) return told;
	return (
		action ?? eventName?.replace(/^salesforce\./, "").replace(/[._]/g, "-")
	);
}

/** A whole number, or nothing when it would not be exact. */
function nanoseconds(
	milliseconds: AttributeValue | undefined,
): number | undefined {
	if (typeof milliseconds !== "number") return undefined;
	const exact = milliseconds * NANOSECONDS;
	return Number.isSafeInteger(exact) ? exact : undefined;
}

function usersIn(attributes: Attributes): Set<string> {
	const users = new Set<string>();
	for (const key of USERS) {
		const user = attributes[key];
		if (typeof user === "string" && user !== "") users.add(user);
	}
	return users;
}

/** A proxy lists the addresses that a request came through with commas. */
function addressesIn(attributes: Attributes): Set<string> {
	const addresses = new Set<string>();
	for (const key of ADDRESSES) {
		const value = attributes[key];
		for (const text of Array.isArray(value) ? value : [value]) {
			if (typeof text !== "string") continue;
			for (const part of text.split(",")) {
				const address = part.trim();
				if (isAddress(address)) addresses.add(address);
			}
		}
	}
	return addresses;
}

function isAddress(value: AttributeValue | undefined): value is string {
	return typeof value === "string" && isIP(value) !== 0;
}

/** An array of its own, or undefined instead of an empty one. */
function filled(values: Iterable<string>): string[] | undefined {
	const array = [...values];
	return array.length > 0 ? array : undefined;
}
