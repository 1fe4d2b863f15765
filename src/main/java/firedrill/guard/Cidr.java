package firedrill.guard;

import java.net.Inet4Address;
import java.net.InetAddress;

/** A private network in CIDR notation. Networks that could hold half the world are refused. */
record Cidr(InetAddress base, int prefix) {

  private static final String REMEDY =
      "record the lab's own private network, for example 10.77.0.0/24 (IPv4 /16 or longer, IPv6 /48"
          + " or longer)";

  /**
   * @throws GuardRefusal if the text is no network, is not private, or is too wide
   */
  static Cidr parse(String text) {
    String what = "lab network " + Shown.host(text);
    if (text == null) {
      throw new GuardRefusal(what, "it is not of the form address/prefix", REMEDY);
    }
    int slash = text.indexOf('/');
    if (slash < 1 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      throw new GuardRefusal(what, "it is not of the form address/prefix", REMEDY);
    }
    InetAddress base = HostLiteral.parse(text.substring(0, slash));
    if (base == null) {
      throw new GuardRefusal(what, "its address is not an IP literal", REMEDY);
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    int bits = base.getAddress().length * 8;
    int shortest = bits == 32 ? 16 : 48;
    if (prefix < shortest || prefix > bits) {
      throw new GuardRefusal(
          what, "its prefix is not between /" + shortest + " and /" + bits, REMEDY);
    }
    if (!isPrivate(base)) {
      throw new GuardRefusal(what, "it is not a private network", REMEDY);
    }
    return new Cidr(base, prefix);
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + prefix;
  }

  boolean contains(InetAddress address) {
    byte[] a = address.getAddress();
    byte[] b = base.getAddress();
    if (a.length != b.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrivate(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.isSiteLocalAddress();
    }
    return (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}
