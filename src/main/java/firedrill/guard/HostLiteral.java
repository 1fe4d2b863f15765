package firedrill.guard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Reads IP literals in their plain form only: no octal, hexadecimal or single-number spellings, no
 * zone ids, no IPv4 hidden in IPv6. Never asks a name server.
 */
final class HostLiteral {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*");

  private HostLiteral() {}

  /** Whether the text is an address of version 6 that is not plain. */
  static boolean hides(String six) {
    try {
      return six.contains(":") && parse(six) == null && InetAddress.getByName(six) != null;
    } catch (UnknownHostException e) {
      return false; // Nothing with a colon in it is asked of a name server.
    }
  }

  /** The address, or null if the text is not a plain IP literal (brackets around IPv6 allowed). */
  static InetAddress parse(String text) {
    if (text == null) {
      return null;
    }
    String host = text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!V6.matcher(host).matches()) {
        return null;
      }
    }
    boolean v4 = V4.matcher(host).matches();
    if (!v4 && !V6.matcher(host).matches()) {
      return null;
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      return v4 == (address instanceof Inet4Address) ? address : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
