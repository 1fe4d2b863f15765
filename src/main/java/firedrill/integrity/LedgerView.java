package firedrill.integrity;

import java.util.List;

/** What one store holds of the books. */
public interface LedgerView {

  /** For example {@code erp} or {@code postgres}; part of a check's name. */
  String name();

  /**
   * All entries in the store's order.
   *
   * @throws Exception when the store cannot be read; a checker reports that as broken, never as a
   *     pass
   */
  List<StoredEntry> entries() throws Exception;
}
