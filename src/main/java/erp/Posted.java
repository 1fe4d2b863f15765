package erp;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * An entry as it is stored.
 *
 * @param seq position in the chain, from 1, without holes
 * @param attachment SHA-256 in lower-case hex, or null
 */
record Posted(
    long seq,
    String id,
    String memo,
    List<Posting> lines,
    String attachment,
    @JsonProperty("prev_hash") String prevHash,
    String hash) {

  boolean hashHolds() {
    return EntryHash.hash(prevHash, seq, id, memo, lines, attachment).equals(hash);
  }
}
