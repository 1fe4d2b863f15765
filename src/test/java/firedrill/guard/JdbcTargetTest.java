package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("where a JDBC URL leads")
class JdbcTargetTest {
  private static final String DATABASE = "jdbc:postgresql://127.0.0.1:5432/erp";
  private static final int LONGEST = 4096;

  @TempDir Path folder;
  private Fixture lab;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
  }

  private JdbcTarget parse(String url) {
    return JdbcTarget.parse(lab.guard, url);
  }

  private void refused(String url, String what) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(what);
  }

  @Test
  @DisplayName("is read up to a length, and with any port that there is")
  void limits() {
    assertThat(parse("jdbc:postgresql://127.0.0.1:65535/erp").url()).contains(":65535/");
    assertThat(parse("jdbc:postgresql://127.0.0.1:1/erp").url()).contains(":1/");
    assertThat(parse("jdbc:postgresql://127.0.0.1/erp").url()).contains(":5432/");
    for (String port : new String[] {":0", ":65536", ":99999"}) {
      refused("jdbc:postgresql://127.0.0.1" + port + "/erp", "no plain host:port");
    }
    String longest = "jdbc:postgresql://" + "127.0.0.1,".repeat(405) + "127.0.0.1/";
    longest += "e".repeat(LONGEST - longest.length());
    assertThat(longest).hasSize(LONGEST);
    assertThat(parse(longest).servers()).hasSize(406);
    refused(longest + "e", "JDBC URL of 4097 characters");
  }

  @Test
  @DisplayName("is told with its hosts and its database, and with nothing else")
  void shown() {
    refused(null, "JDBC URL null\n");
    refused("x".repeat(7), "JDBC URL of 7 characters\n");
    refused(DATABASE + "?socketFactory=x", "JDBC URL " + DATABASE + "\n");
    refused("jdbc:postgresql://10.9.9.9,u:hunter2/erp", "address 10.9.9.9");
    refused("jdbc:postgresql://127.0.0.1,u:hunter2/erp", "://127.0.0.1,…/erp\n");
  }

  @ParameterizedTest
  @CsvSource({
    "socketFactory=x, its parameter socketFactory can",
    "hunter2=x, its parameter of 7 characters can",
    "=hunter2, its parameter of 0 characters can",
    "hunter2, its parameter of 7 characters can",
    "readOnly=a=b, its parameter readOnly comes twice or has no plain value",
    "readOnly=a&readOnly=a, its parameter readOnly comes twice or has no plain value"
  })
  @DisplayName("is told with the name of a parameter that the driver has, and not with any other")
  void parameters(String parameter, String told) {
    refused(DATABASE + "?" + parameter, told);
  }

  @Test
  @DisplayName("keeps parameters that lead nowhere, without a value too")
  void kept() {
    assertThat(parse(DATABASE).settings()).isEmpty();
    assertThat(parse(DATABASE + "?readOnly&ApplicationName=x").settings())
        .containsEntry("readOnly", "")
        .containsEntry("ApplicationName", "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "autosave=conservative",
        "binaryTransfer=false",
        "assumeMinServerVersion=15",
        "preparedStatementCacheQueries=0",
        "tcpNoDelay=true",
        "unknownLength=100",
        "logUnclosedConnections=true&hideUnprivilegedObjects=true"
      })
  @DisplayName("may say how the driver works, which leads nowhere")
  void work(String parameters) {
    assertThat(parse(DATABASE + "?" + parameters).settings()).isNotEmpty();
  }

  @Test
  @DisplayName("is no question once the stop file is there, whatever the URL is")
  void stopped() throws Exception {
    Files.createDirectories(lab.home.resolve(".firedrill/STOP"));
    refused("x", ".firedrill/STOP");
    refused(DATABASE, ".firedrill/STOP");
  }

  @Test
  @DisplayName("may say that there is no TLS, and how texts are sent")
  void plain() {
    assertThat(parse(DATABASE + "?").settings()).isEmpty();
    assertThat(parse(DATABASE + "?sslmode=disable&stringtype=unspecified").settings()).hasSize(2);
    for (String mode : new String[] {"", "require", "verify-full", "prefer", "disabled"}) {
      refused(DATABASE + "?sslmode=" + mode, "its parameter sslmode");
    }
    parse(DATABASE + "?ssl=false&gssEncMode=disable&jaasLogin=false");
    for (String other : new String[] {"ssl=true", "ssl", "gssEncMode=prefer", "jaasLogin=true"}) {
      refused(DATABASE + "?" + other, "its parameter " + other.split("=")[0]);
    }
    parse(DATABASE + "?socketTimeout=3600&connectTimeout=999");
    for (String limit : new String[] {"0", "3601", "9999", "-1", "01", ""}) {
      refused(DATABASE + "?socketTimeout=" + limit, "its parameter socketTimeout");
    }
  }
}
