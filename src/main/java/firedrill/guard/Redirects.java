package firedrill.guard;

import java.net.URI;

/** An answer that sends the client elsewhere is a refusal, even though no client follows it. */
final class Redirects {
  private Redirects() {}

  static void require(URI asked, int status, String location) {
    if (status < 300 || status > 399 || location == null) {
      return;
    }
    String what = "redirect " + status + " from " + Shown.address(asked);
    String remedy = "ask the final address yourself, if it is inside the lab";
    URI target;
    try {
      target = asked.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new GuardRefusal(what, "its Location is malformed", remedy);
    }
    if (!Origin.same(asked, target)) {
      throw new GuardRefusal(what, "it points to another host, " + Shown.address(target), remedy);
    }
  }
}
