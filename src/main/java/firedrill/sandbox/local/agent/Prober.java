package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;

/** Runs one attempt of a probe. */
@FunctionalInterface
interface Prober {

  /** Never throws: whatever goes wrong is a failed attempt. */
  ProbeResult attempt(Probe probe, Container container, String podIp, RunningContainer running);
}
