package firedrill.integrity;

/**
 * An entry as a store holds it.
 *
 * @param seq position in the chain, from 1
 * @param previous hash of the entry before, as stored
 * @param hash its own, as stored
 */
record StoredEntry(long seq, Content content, String previous, String hash) {}
