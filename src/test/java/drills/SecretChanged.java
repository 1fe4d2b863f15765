package drills;

import firedrill.component.letterhead.Letterhead;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Planted: the Secret that a pod reads is another one when the pod's node is back. */
record SecretChanged(KubernetesClient kubernetes, Letterhead letterhead) implements Fault {

  private static final String EXPECTED = "every entry exactly once";
  private static final String OTHER = "something else";

  @Override
  public String name() {
    return "secret-changed";
  }

  @Override
  public String target() {
    return "secret erp/letterhead";
  }

  @Override
  public Undo undo() {
    return new Undo(
        "write the motto of before",
        Map.of("motto", EXPECTED),
        () -> EXPECTED.equals(motto()),
        this::restore);
  }

  private void restore() {
    letterhead.write(EXPECTED);
  }

  @Override
  public void inject() {
    letterhead.write(OTHER);
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(OTHER.equals(motto()), "the Secret's motto is \"" + motto() + "\"");
  }

  private String motto() {
    String encoded =
        kubernetes
            .secrets()
            .inNamespace("erp")
            .withName("letterhead")
            .require()
            .getData()
            .get("motto");
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }
}
