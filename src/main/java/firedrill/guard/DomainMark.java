package firedrill.guard;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mark of a virtual machine: an element in the metadata of its domain that holds the nonce. */
public final class DomainMark {

  /** Namespace of the element. */
  public static final String NAMESPACE = "urn:firedrill:sandbox";

  /** Prefix under which libvirt keeps the element. */
  public static final String PREFIX = "firedrill";

  private static final Pattern ELEMENT = Pattern.compile("<(?:\\w+:)?sandbox\\b[^<>]*>");
  private static final Pattern NONCE = Pattern.compile("\\snonce=['\"]([^'\"]*)['\"]");
  private static final String REMEDY =
      "only machines that this run itself created are touched; end the other one by hand if it is"
          + " a leftover";

  private final Guard guard;

  public DomainMark(Guard guard) {
    this.guard = guard;
  }

  /** The element that goes into {@code <metadata>} of a domain's XML. */
  public String element() {
    return bare()
        .replace("<sandbox ", "<" + PREFIX + ":sandbox xmlns:" + PREFIX + "='" + NAMESPACE + "' ");
  }

  /** The same for {@code virDomainSetMetadata}, which adds prefix and namespace itself. */
  public String bare() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    return "<sandbox run='" + kept.runId() + "' nonce='" + kept.nonce() + "'/>";
  }

  /**
   * Checks what libvirt says the domain's metadata under {@link #NAMESPACE} is.
   *
   * @param metadata null or empty when it has none
   * @throws GuardRefusal unless it is this run's mark
   */
  public void require(String domain, String metadata) {
    guard.requireRunning();
    String what = "virtual machine " + domain;
    Matcher element = ELEMENT.matcher(metadata == null ? "" : metadata);
    if (!element.find()) {
      throw new GuardRefusal(what, "its metadata carries no mark", REMEDY);
    }
    Matcher nonce = NONCE.matcher(element.group());
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (!nonce.find() || !nonce.group(1).equals(kept.nonce())) {
      throw new GuardRefusal(what, "its mark carries another run's nonce", REMEDY);
    }
  }
}
