package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exactly is taken for a host or a path, each once. */
@DisplayName("in a text")
class WaysTest {
  private final List<String> judged = new ArrayList<>();

  private final WayJudge judge =
      new WayJudge() {
        @Override
        public void host(String host) {
          judged.add("host " + host);
        }

        @Override
        public void place(String path) {
          judged.add("path " + path);
        }

        @Override
        public GuardRefusal refuse(String why) {
          return new GuardRefusal("a text", why, "none");
        }
      };

  private List<String> judged(String text, String... places) {
    judged.clear();
    Ways.judge(text, List.of(places), true, true, judge);
    return judged;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http://10.77.0.2 b|host 10.77.0.2,path //10.77.0.2",
        "http://10.77.0.2/x?y#z|host 10.77.0.2,path //10.77.0.2/x?y#z",
        "http://10.77.0.2?y|host 10.77.0.2,path //10.77.0.2?y",
        "http://10.77.0.2#z|host 10.77.0.2,path //10.77.0.2#z",
        "http://u@10.77.0.2|host 10.77.0.2,path //u@10.77.0.2",
        "http://u:p@10.77.0.2|host 10.77.0.2,path //u",
        "x=\"http://10.77.0.2:9000\"|host 10.77.0.2,path //10.77.0.2",
        "[\"http://10.77.0.2\",\"b\"]|host 10.77.0.2,path //10.77.0.2",
        "{\"http://10.77.0.2\":1}|host 10.77.0.2,path //10.77.0.2",
        "http://10.77.0.2;b|host 10.77.0.2,host b,path //10.77.0.2",
        "http://10.77.0.2,n=http://10.77.0.3"
            + "|host 10.77.0.2,host 10.77.0.3,path //10.77.0.2,path //10.77.0.3",
        "fd://3|path //3",
        "fd://x|host x,path //x",
        "file:/etc/x|path /etc/x",
        "nas.home:/x|host nas.home,path /x",
        "http:/nas/x|host http,path /nas/x",
        "pvc:/x|path /x",
        "nas.home::m|host nas.home",
        "10.77.0.2::m|host 10.77.0.2",
        "root@nas:x|host nas",
        "db.home:5432|host db.home",
        ".svc:80|",
        "10:00|",
        "10.77.0.0/24|",
        "10.77.0.0/8|host 10.77.0.0",
        "10.0.0.0/8|",
        "10.77.0.1/24|host 10.77.0.1",
        "10.77.0.2/32|host 10.77.0.2",
        "10.77.0.0/31|",
        "0.0.0.0/0|",
        "10.0.0.0/0|host 10.0.0.0",
        "255.255.255.0|",
        "255.255.255.1|host 255.255.255.1",
        "fd00::1|host [fd00:0:0:0:0:0:0:1]",
        "fd00::1/128|host [fd00:0:0:0:0:0:0:1]",
        "fd00::/64|path /64",
        "::|",
        "host=10.77.0.2|host 10.77.0.2",
        "/x /x|path /x,path /x /x",
        "a /x /x|path /x"
      })
  @DisplayName("each way is found once, and ends where programs end it")
  void ways(String text, String expected) {
    assertThat(String.join(",", judged(text))).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://@10.77.0.2/",
        "http://:p@10.77.0.2/",
        "http://u:p:q@10.77.0.2/",
        "http://10.77.0.2%2f/",
        "http:\\\\10.77.0.2",
        "http:/\\10.77.0.2",
        "http:\\/10.77.0.2",
        "a\u0001b",
        "service=x"
      })
  @DisplayName("what programs read differently is refused as a whole")
  void odd(String text) {
    assertThatThrownBy(() -> judged(text)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("where no login may be, one before a host is refused, and so is an odd character")
  void urls() {
    Ways.urls("http://10.77.0.2/x http://10.77.0.3", judge);
    assertThat(judged).containsExactly("host 10.77.0.2", "host 10.77.0.3");
    for (String odd : List.of("http://u@10.77.0.2", "http://10.77.0.2/\u0001", "\ud800")) {
      assertThatThrownBy(() -> Ways.urls(odd, judge)).isInstanceOf(GuardRefusal.class);
    }
    assertThat(judged("http://\",b")).containsExactly("path //");
  }

  @Test
  @DisplayName("a place is found wherever it stands, whole if it has blanks")
  void places() {
    assertThat(judged("/home/me/x", "/home/me")).containsExactly("path /home/me/x");
    assertThat(judged("a/home/me/x", "/home/me")).containsExactly("path /home/me/x");
    assertThat(judged("a/home/me b/home/me", "/home/me")).containsExactly("path /home/me");
    assertThat(judged("/my home/x", "/my home"))
        .containsExactly("path /my", "path /my home", "path /my home/x");
    assertThat(judged("a/my home", "/my home")).containsExactly("path /my", "path /my home");
    assertThat(judged("a/other", "/my home")).isEmpty();
  }

  @Test
  @DisplayName("257 ways are looked at, and no more")
  void many() {
    for (int most : new int[] {256, 257}) {
      assertThat(judged(paths(most))).hasSize(most);
    }
    assertThatThrownBy(() -> judged(paths(258)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("more than 256");
  }

  private static String paths(int count) {
    return "x "
        + IntStream.range(0, count).mapToObj(i -> "/p" + i).collect(Collectors.joining(" "));
  }

  private List<String> hosts(String text) {
    return AuthorityHosts.of(text, judge);
  }

  @Test
  @DisplayName("MinIO's ranges are written out, up to four of them and 256 hosts")
  void ranges() {
    assertThat(hosts("fd00::1")).containsExactly("[fd00::1]");
    assertThat(hosts("[fd00::1]")).containsExactly("[fd00::1]");
    assertThat(hosts("10.0.0.1")).containsExactly("10.0.0.1");
    assertThat(hosts("h{01...03}:1")).containsExactly("h01", "h02", "h03");
    assertThat(hosts("h{9...11}")).containsExactly("h9", "h10", "h11");
    assertThat(hosts("h{0...0}")).containsExactly("h0");
    assertThat(hosts("h{1...1}{2...2}{3...3}{4...4}")).containsExactly("h1234");
    assertThat(hosts("h{1...256}")).hasSize(256);
    assertThat(hosts("h{1...16}x{1...16}")).hasSize(256);
    for (String many : List.of("h{1...257}", "h{1...16}x{1...17}", "h{2...1}", "h{0...256}")) {
      assertThatThrownBy(() -> hosts(many)).hasMessageContaining("is none, or too long");
    }
    assertThatThrownBy(() -> hosts("h{1...1}{1...1}{1...1}{1...1}{1...1}"))
        .hasMessageContaining("more than 4 ranges");
    assertThatThrownBy(() -> hosts("h:x:y")).hasMessageContaining("no plain host");
  }
}
