package firedrill.recovery;

/**
 * Something that is true of the lab or not. Asked every few milliseconds, from one thread that is
 * not the test's; an exception means "not yet", and the last one ends up in the message.
 */
@FunctionalInterface
public interface Condition {

  Observation check() throws Exception;
}
