package firedrill.recovery;

/** Who does a step in a real recovery; the runbook marks each step with it. */
public enum Actor {
  AGENT,
  HUMAN
}
