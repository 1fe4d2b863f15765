package firedrill.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosts that one authority stands for. */
final class AuthorityHosts {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]++\\]|[^:\\[\\]{}]*+)(?::[0-9]{0,5})?");

  // https://min.io/docs/minio/linux/operations/install-deploy-manage/deploy-minio-multi-node-multi-drive.html
  private static final Pattern RANGE = Pattern.compile("\\{([0-9]{1,3})\\.\\.\\.([0-9]{1,3})\\}");

  private static final int MOST = 256;
  private static final int MOST_RANGES = 4;

  private AuthorityHosts() {}

  /**
   * Without ports; MinIO's ranges are written out.
   *
   * @param text such as {@code 10.77.0.{11...14}:9000}
   */
  static List<String> of(String text, WayJudge judge) {
    if (HostLiteral.parse(text) != null) {
      return List.of(text.contains(":") && !text.startsWith("[") ? "[" + text + "]" : text);
    }
    List<String> written = new ArrayList<>(List.of(text));
    int ranges = 0;
    for (Matcher range = RANGE.matcher(text); range.find(); ) {
      if (++ranges > MOST_RANGES) {
        throw judge.refuse("it has more than " + MOST_RANGES + " ranges of hosts");
      }
      written = each(written, range, judge);
    }
    List<String> hosts = new ArrayList<>();
    for (String one : written) {
      Matcher host = HOST.matcher(one);
      if (!host.matches()) {
        throw judge.refuse("its address has no plain host");
      }
      hosts.add(host.group(1));
    }
    return hosts;
  }

  private static List<String> each(List<String> written, Matcher range, WayJudge judge) {
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    if (first > last || (last - first + 1) * written.size() > MOST) {
      throw judge.refuse("its range of hosts is none, or too long");
    }
    List<String> all = new ArrayList<>();
    for (String one : written) {
      for (int i = first; i <= last; i++) {
        all.add(one.replaceFirst(Pattern.quote(range.group()), number(i, range.group(1))));
      }
    }
    return all;
  }

  /** As wide as the first of a range is written. */
  private static String number(int i, String first) {
    return first.startsWith("0") ? String.format("%0" + first.length() + "d", i) : "" + i;
  }
}
