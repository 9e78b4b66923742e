// `log.record.uid` as the 16 bytes that deduplication compares and remembers.

import { hash } from "node:crypto";

export const UID_BYTES = 16;
const HEX = /^[0-9a-f]{32}$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Writes the uid at `offset`. The hash of a row and the UUID of an event are 16 bytes
 * as they are; any other identifier (an 18-character Salesforce id) is hashed.
 */
export function writeUid(uid: string, target: Buffer, offset: number): void {
	if (HEX.test(uid)) target.write(uid, offset, "hex");
	else if (UUID.test(uid)) target.write(uid.replaceAll("-", ""), offset, "hex");
	else hash("sha256", uid, "buffer").copy(target, offset, 0, UID_BYTES);
}
