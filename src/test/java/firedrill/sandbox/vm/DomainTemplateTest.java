package firedrill.sandbox.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainTemplateTest {

  private static final Path TEMPLATE = Path.of("vm/domain.xml");

  private static Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    for (String name :
        new String[] {
          "type",
          "arch",
          "machine",
          "console",
          "emulator",
          "uuid",
          "memory",
          "folder",
          "tap",
          "address",
          "routes",
          "options"
        }) {
      values.put(name, name + "-value");
    }
    return values;
  }

  private static final Map<String, String> ELEMENTS =
      Map.of("mark", "<firedrill:sandbox/>", "cpu", "<cpu/>", "features", "<acpi/>");

  @Test
  void values_are_escaped_and_elements_are_not() {
    assertThat(
            new DomainTemplate("<a b='${x}'>${y}</a>")
                .fill(Map.of("y", "<c/>"), Map.of("x", "'<&>\"")))
        .isEqualTo("<a b='&apos;&lt;&amp;&gt;&quot;'><c/></a>");
  }

  @Test
  void a_hole_that_nothing_fills_is_named() {
    assertThatThrownBy(() -> new DomainTemplate("${x}").fill(Map.of(), Map.of()))
        .hasMessageContaining("${x}");
  }

  @Test
  void the_machine_s_only_way_out_is_a_card_that_libvirt_does_not_manage() {
    String xml = DomainTemplate.read(TEMPLATE).fill(ELEMENTS, values());
    assertThat(xml.split("<interface ", -1)).hasSize(2);
    assertThat(xml).contains("<interface type='ethernet'>", "managed='no'");
    assertThat(xml)
        .doesNotContain("type='user'", "type='network'>", "<hostdev", "<filesystem", "${");
  }

  @Test
  void the_system_disk_is_read_only_and_the_data_disk_is_behind_the_cache() {
    String xml = DomainTemplate.read(TEMPLATE).fill(ELEMENTS, values());
    assertThat(xml)
        .containsPattern("root.raw'/>\\s*<target dev='vda' bus='virtio'/>\\s*<readonly/>");
    assertThat(xml).contains("protocol='nbd'", "folder-value/data.sock");
  }
}
