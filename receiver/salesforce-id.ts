// Salesforce record ids: 15 case-sensitive characters, or the same with a
// checksum of three more that survives tools which fold case. Records carry the
// long form only, so that ids of different columns and sources join.

const CHECKSUM_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const SHORT_ID = /^[A-Za-z0-9]{15}$/;

/** The 18-character form of a 15-character id; anything else is given back unchanged. */
export function to18(id: string): string {
	if (id.length !== 15 || !SHORT_ID.test(id)) return id;
	return id + checksum(id, 0) + checksum(id, 5) + checksum(id, 10);
}

/** One character for five: bit n is set when the nth of them is an upper-case letter. */
function checksum(id: string, start: number): string {
	let bits = 0;
	for (let n = 0; n < 5; n++) {
		const code = id.charCodeAt(start + n);
		if (code >= 65 && code <= 90) bits |= 1 << n;
	}
	return CHECKSUM_ALPHABET.charAt(bits);
}
