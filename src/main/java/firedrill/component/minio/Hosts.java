package firedrill.component.minio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The machines that MinIO runs on. */
final class Hosts {

  /** Where nothing of the lab is but a copy. */
  static final String ELSEWHERE = "elsewhere";

  static final String OUTSIDE = "outside-1";
  static final int PER_SITE = 2;
  static final int PORT = 9000;

  /** On every host; the drive is below it, beside the mark. */
  static final Path DATA = Path.of("/var/lib/minio");

  static final String DRIVE = "drive";
  static final String MARK = "mark";

  /** MinIO takes three dots and no fewer for a range. */
  private static final String RANGE = "http://minio-%s-{1...%d}:%d%s";

  private Hosts() {}

  static String name(String site, int number) {
    return "minio-" + site + "-" + number;
  }

  static String drivePath() {
    return DATA.resolve(DRIVE).toString();
  }

  /** The hosts of one site. */
  static List<String> at(String site) {
    return IntStream.rangeClosed(1, PER_SITE).mapToObj(n -> name(site, n)).toList();
  }

  /** One address for each host. */
  static List<String> each() {
    List<String> all = new ArrayList<>();
    for (String site : List.of(Minio.PRIMARY, Minio.SECONDARY)) {
      at(site).forEach(host -> all.add("http://" + host + ":" + PORT + drivePath()));
    }
    return all;
  }

  /** One range for each site. */
  static List<String> ranges() {
    return List.of(range(Minio.PRIMARY), range(Minio.SECONDARY));
  }

  private static String range(String site) {
    return RANGE.formatted(site, PER_SITE, PORT, drivePath());
  }
}
