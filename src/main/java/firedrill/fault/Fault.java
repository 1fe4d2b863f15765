package firedrill.fault;

/** Something broken on purpose. */
public interface Fault {

  /** For example {@code vault-seal}. */
  String name();

  /** What is hit, for example {@code vault-0}. */
  String target();

  /** How to take it back; asked before the injection. */
  Undo undo();

  void inject() throws Exception;

  Witness witness();
}
