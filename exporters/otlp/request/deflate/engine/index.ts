// DEFLATE (RFC 1951) for OTLP requests in Protobuf; why there is one of our own, and what
// it gains, is said where it is called: ../../compression.ts.

import { alignToByte, output } from "./bits.ts";
import {
	begin as beginBlocks,
	storedSize,
	writeBlock,
	writeStored,
} from "./blocks.ts";
import { begin as beginInput } from "./input.ts";
import { begin as beginMatches, listSeparators } from "./matches.ts";
import { matchRequest } from "./requests.ts";
import { begin as beginSequences, count } from "./sequences.ts";
import { listLengths } from "./symbols.ts";

/**
 * Compresses so many bytes from INPUT on to `address`. Returns how many bytes that makes,
 * never more than stored blocks would; -1 when the bytes are no request. Before it finds
 * out, it may have written twice as much as there is, and a kilobyte: a literal takes 15
 * bits at most, a match less than its bytes would as literals, and the codes of a block
 * less than 300 bytes.
 */
export function deflate(length: i32, address: i32): i32 {
	beginSequences();
	beginBlocks(address);
	beginInput(length);
	beginMatches();
	if (!matchRequest(length)) return -1;
	writeBlock(count, length, true);
	alignToByte();
	if (output - address > storedSize(length)) writeStored(address, length);
	return output - address;
}

listLengths();
listSeparators();
