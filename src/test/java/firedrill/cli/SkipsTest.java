package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SkipsTest {

  @TempDir Path reports;

  private void report(String name, String testcases) throws IOException {
    Files.writeString(
        reports.resolve("TEST-" + name + ".xml"),
        "<?xml version=\"1.0\"?><testsuite name=\"" + name + "\">" + testcases + "</testsuite>");
  }

  @Test
  @DisplayName("skipped tests are counted by package and by what was missing")
  void counted() throws IOException {
    report(
        "a.b.FirstTest",
        """
        <testcase name="one" classname="a.b.FirstTest"><skipped message="no nbdkit&#10;at all"/></testcase>
        <testcase name="two" classname="a.b.FirstTest"/>
        """);
    report(
        "a.b.SecondTest",
        """
        <testcase name="one" classname="a.b.SecondTest"><skipped message="no nbdkit"/></testcase>
        <testcase name="two" classname="a.c.SecondTest"><skipped/></testcase>
        """);
    Skips skips = Skips.of(reports);
    assertThat(skips.total()).isEqualTo(3);
    assertThat(skips.table().lines())
        .containsExactly(
            "3 test(s) did not run here:", "    2  a.b  no nbdkit", "    1  a.c  no reason given");
  }

  @Test
  @DisplayName("a folder that is named and not there is told, and is not taken for nothing skipped")
  void noFolder() {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new SkipsCommand()).setErr(new PrintWriter(err, true));
    assertThat(command.execute("--reports=" + reports.resolve("nowhere"))).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere is no folder");
  }

  @Test
  @DisplayName("a class whose set-up was given up has its reason in the exception alone")
  void setUp() throws IOException {
    report(
        "a.b.VmTest",
        """
        <testcase name="one" classname="a.b.VmTest"><skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: only with -Dpi2=vm
        	at org.junit.jupiter.api.Assumptions.throwAssumptionFailed(Assumptions.java:340)
        ]]></skipped></testcase>
        """);
    Skips skips = Skips.of(reports);
    assertThat(skips.total()).isZero();
    assertThat(skips.table().lines())
        .containsExactly(
            "1 test(s) are for another kind of machine, or must be asked for:",
            "    1  a.b  only with -Dpi2=vm");
  }

  @Test
  @DisplayName("what must be asked for is listed apart, and is not missing")
  void askedFor() throws IOException {
    report(
        "a.b.FirstTest",
        """
        <testcase name="one" classname="a.b.FirstTest"><skipped message="Assumption failed: only as root"/></testcase>
        <testcase name="two" classname="a.b.FirstTest"><skipped message="System property [x] does not exist ==&gt; only with -Dx=true"/></testcase>
        <testcase name="three" classname="a.b.FirstTest"><skipped message="Assumption failed: no nft"/></testcase>
        """);
    Skips skips = Skips.of(reports);
    assertThat(skips.total()).isEqualTo(1);
    assertThat(skips.table().lines())
        .containsExactly(
            "1 test(s) did not run here:",
            "    1  a.b  no nft",
            "2 test(s) are for another kind of machine, or must be asked for:",
            "    1  a.b  only as root",
            "    1  a.b  only with -Dx=true");
  }

  @Test
  @DisplayName("nothing is said when everything ran, or nothing has run")
  void none() throws IOException {
    assertThat(Skips.of(reports.resolve("absent")).table()).isEmpty();
    report("a.FirstTest", "<testcase name=\"one\" classname=\"a.FirstTest\"/>");
    assertThat(Skips.of(reports).table()).isEmpty();
  }

  @Test
  @DisplayName("a report that cannot be read is named")
  void broken() throws IOException {
    report("a.FirstTest", "<testcase");
    assertThatThrownBy(() -> Skips.of(reports))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TEST-a.FirstTest.xml is not a report of tests");
  }
}
