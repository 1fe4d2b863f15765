package firedrill.recovery;

/** What a step does. */
@FunctionalInterface
public interface Action {

  void run() throws Exception;
}
