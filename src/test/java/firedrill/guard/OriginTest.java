package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "http://10.77.0.1:80, http://10.77.0.1, true",
    "http://10.77.0.1:80, http://10.77.0.1:81, false",
    "http://10.77.0.1:80, http://10.77.0.2:80, false",
    "http://127.0.0.1:80, http://10.77.0.1:80, false",
    "http://10.77.0.1:80, http://127.0.0.1:80, false",
    "http://127.0.0.1:80, http://127.9.9.9, true",
    "http://127.0.0.1:80, http://[::1]:80, true",
    "http://127.0.0.1:80, http://[::1]:81, false",
    "http://pi2:80, http://PI2:80, true",
    "http://pi2:80, http://127.0.0.1:80, false",
    "http://10.77.0.1:443, https://10.77.0.1, true"
  })
  @DisplayName("one server may listen at both where port and host are one, or all is loopback")
  void may_be_same(URI a, URI b, boolean same) {
    assertThat(Origin.mayBeSame(a, b)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1, HTTP://H:1/x?y, true",
    "http://h:1, https://h:1, false",
    "http://h:1, http://h:2, false",
    "http://h:1, http://i:1, false",
    "http:/x, http://h, false",
    "http://h, http:/x, false",
    "//h, http://h, false"
  })
  @DisplayName("two addresses are of one origin by scheme, host and port together")
  void same(URI a, URI b, boolean same) {
    assertThat(Origin.same(a, b)).isEqualTo(same);
  }

  @Test
  @DisplayName("a port that is written stays, 0 too; one that is not is the scheme's")
  void ports() {
    assertThat(Origin.of(URI.create("HTTP://h:0/x"), "10.77.0.1"))
        .hasToString("http://10.77.0.1:0");
    assertThat(Origin.of(URI.create("https://h/x"), "::1")).hasToString("https://[::1]");
    assertThat(Origin.port(URI.create("http://h:0"))).isZero();
    assertThat(Origin.port(URI.create("HTTPS://h"))).isEqualTo(443);
    assertThat(Origin.port(URI.create("http://h"))).isEqualTo(80);
  }

  @ParameterizedTest
  @CsvSource({
    "1/24, is not an IP literal",
    "/24, not of the form",
    "10.0.0.0, not of the form",
    "10.0.0.0/x, not of the form",
    "10.0.0.0/15, between /16 and /32",
    "10.0.0.0/33, between /16 and /32",
    "fd00::/47, between /48 and /128",
    "fd00::/129, between /48 and /128",
    "192.0.2.0/24, not a private network",
    "2001:db8::/48, not a private network"
  })
  @DisplayName("a network that is none of a lab's is refused for what is wrong with it")
  void no_network(String text, String why) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/16", "10.0.0.1/32", "fd00::/48", "fd00::1/128"})
  @DisplayName("the widest and the narrowest network are ones")
  void widest_and_narrowest(String text) {
    assertThat(Cidr.parse(text)).isNotNull();
  }

  @Test
  @DisplayName("a network ends at its last bit, and holds nothing of the other family")
  void bounds() throws Exception {
    Cidr narrow = Cidr.parse("10.77.4.0/23");
    assertThat(narrow.contains(InetAddress.getByName("10.77.4.0"))).isTrue();
    assertThat(narrow.contains(InetAddress.getByName("10.77.5.255"))).isTrue();
    assertThat(narrow.contains(InetAddress.getByName("10.77.6.0"))).isFalse();
    assertThat(narrow.contains(InetAddress.getByName("10.77.3.255"))).isFalse();
    assertThat(narrow.contains(InetAddress.getByName("::ffff:0:a4d:400"))).isFalse();
    assertThat(Cidr.parse("fd00::/48").contains(InetAddress.getByName("fd00::1"))).isTrue();
    assertThat(Cidr.parse("fd00::/48").contains(InetAddress.getByName("fd00:0:1::1"))).isFalse();
  }
}
