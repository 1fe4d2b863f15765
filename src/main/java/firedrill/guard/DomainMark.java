package firedrill.guard;

import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The mark of a virtual machine: an element in the metadata of its domain that holds the nonce, and
 * which start of which domain it is. Whoever clones a domain copies its metadata, but must give the
 * copy another UUID; and what is started anew has another number.
 */
public final class DomainMark {

  /** Namespace of the element. */
  public static final String NAMESPACE = "urn:firedrill:sandbox";

  /** Prefix under which libvirt keeps the element. */
  public static final String PREFIX = "firedrill";

  /** In front of what the record keeps of a machine. */
  private static final String STORE = "machine-";

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final int MOST = 1 << 20;
  private static final String REMEDY =
      "only machines that this run itself created are touched; end the other one by hand if it is"
          + " a leftover";

  private final Guard guard;

  public DomainMark(Guard guard) {
    Given.require("the mark of a virtual machine", guard);
    this.guard = guard;
  }

  /** The element that goes into {@code <metadata>} of a domain's XML. */
  public String element() {
    return bare()
        .replace("<sandbox ", "<" + PREFIX + ":sandbox xmlns:" + PREFIX + "='" + NAMESPACE + "' ");
  }

  /** The same for {@code virDomainSetMetadata}, which adds prefix and namespace itself. */
  public String bare() {
    guard.requireBegunHere("the mark of a virtual machine");
    SandboxRecord kept = guard.requireRecordOnDisk();
    return "<sandbox run='" + kept.runId() + "' nonce='" + kept.nonce() + "'/>";
  }

  /**
   * Writes down which machine was started.
   *
   * @param uuid of the domain, as libvirt gives it
   * @param start the domain's id, which libvirt counts up at each start
   * @throws GuardRefusal unless this process began the run
   */
  public void started(String domain, String uuid, int start) {
    guard.requireBegunHere("virtual machine " + Shown.host(domain));
    guard.recordIdentity(store(domain, uuid), String.valueOf(start));
  }

  /**
   * Checks a machine that runs.
   *
   * @param uuid of the domain, as libvirt gives it
   * @param start the domain's id
   * @param metadata what libvirt says the domain's metadata under {@link #NAMESPACE} is; null or
   *     empty when it has none
   * @throws GuardRefusal unless it carries this run's mark, and is the very one that was started
   */
  public void require(String domain, String uuid, int start, String metadata) {
    require(domain, metadata);
    String known = guard.requireRecordOnDisk().identities().get(store(domain, uuid));
    if (!String.valueOf(start).equals(known)) {
      throw new GuardRefusal(
          "virtual machine " + Shown.host(domain),
          "it is not one that this run has started: the mark is a copy",
          REMEDY);
    }
  }

  private static String store(String domain, String uuid) {
    if (uuid == null || !UUID.matcher(uuid).matches()) {
      throw new GuardRefusal("virtual machine " + Shown.host(domain), "its UUID is none", REMEDY);
    }
    return STORE + uuid;
  }

  /**
   * Checks what a machine is to be started with.
   *
   * @param metadata of the domain under {@link #NAMESPACE}, or its whole XML; null or empty when it
   *     has none
   * @throws GuardRefusal unless it is this run's mark
   */
  public void require(String domain, String metadata) {
    guard.requireRunning();
    String what = "virtual machine " + Shown.host(domain);
    Element mark = mark(metadata);
    if (mark == null) {
      throw new GuardRefusal(what, "its metadata carries no mark", REMEDY);
    }
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (!mark.getAttribute("nonce").equals(kept.nonce())
        || !mark.getAttribute("run").equals(kept.runId())) {
      throw new GuardRefusal(what, "its mark carries another run's nonce", REMEDY);
    }
  }

  /** The mark is what is given, or the one such element in a domain's metadata. */
  private static Element mark(String xml) {
    if (xml == null || xml.isBlank() || xml.length() > MOST) {
      return null;
    }
    Element root = root(xml);
    if (root == null || isMark(root)) {
      return root;
    }
    Element found = null;
    for (Node part = root.getFirstChild(); part != null; part = part.getNextSibling()) {
      if (!"metadata".equals(part.getLocalName())) {
        continue;
      }
      for (Node in = part.getFirstChild(); in != null; in = in.getNextSibling()) {
        if (in instanceof Element element
            && NAMESPACE.equals(element.getNamespaceURI())
            && isMark(element)) {
          if (found != null) {
            return null; // Two marks are none.
          }
          found = element;
        }
      }
    }
    return found;
  }

  private static boolean isMark(Element element) {
    String namespace = element.getNamespaceURI();
    return "sandbox".equals(element.getLocalName())
        && (namespace == null || namespace.equals(NAMESPACE));
  }

  private static Element root(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      // It would print what is wrong.
      builder.setErrorHandler(null);
      return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
    } catch (SAXException | IOException e) {
      return null;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java can leave document types out", e);
    }
  }
}
