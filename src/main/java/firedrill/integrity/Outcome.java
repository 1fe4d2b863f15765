package firedrill.integrity;

/** What the client learned about one posted entry. */
sealed interface Outcome {

  /** The ERP promised that the entry is durable. */
  record Acked(long seq, String hash) implements Outcome {}

  /**
   * The ERP, or the network before it, promised that nothing was written.
   *
   * @param status HTTP status; 0 when no connection came about
   */
  record Refused(int status, String reason) implements Outcome {}

  /** No answer, or one that promises nothing: the entry may be there or not. */
  record Ambiguous(String cause) implements Outcome {}
}
