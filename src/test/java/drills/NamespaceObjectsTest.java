package drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import firedrill.junit.CheckResult;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NamespaceObjectsTest {

  private static final NamespaceObjects SHOP = objects("Secret/shop", "a", "Service/shop", "b");

  private static NamespaceObjects objects(String... namesAndContents) {
    Map<String, JsonNode> all = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      all.put(
          namesAndContents[i],
          JsonNodeFactory.instance.objectNode().put("data", namesAndContents[i + 1]));
    }
    return new NamespaceObjects(all);
  }

  @Test
  @DisplayName("a copy with every object as it was is the same")
  void same() {
    assertThat(SHOP.sameIn(objects("Service/shop", "b", "Secret/shop", "a")).ok()).isTrue();
  }

  @Test
  @DisplayName("red: one that is missing is named")
  void missing() {
    CheckResult result = SHOP.sameIn(objects("Service/shop", "b"));
    assertThat(result.ok()).isFalse();
    assertThat(result.culprit()).isEqualTo("Secret/shop is missing");
  }

  @Test
  @DisplayName("red: one of other content is named")
  void another() {
    CheckResult result = SHOP.sameIn(objects("Secret/shop", "c", "Service/shop", "b"));
    assertThat(result.culprit()).isEqualTo("Secret/shop is another");
  }

  @Test
  @DisplayName("red: one that was not there before is named")
  void stranger() {
    CheckResult result =
        SHOP.sameIn(objects("Secret/shop", "a", "Service/shop", "b", "ConfigMap/new", "d"));
    assertThat(result.culprit()).isEqualTo("ConfigMap/new was not there before");
  }

  @Test
  @DisplayName("lost is what is missing and what is another, and not what is new")
  void lost() {
    assertThat(SHOP.lostIn(objects("Secret/shop", "c", "ConfigMap/new", "d")))
        .containsExactly("Secret/shop", "Service/shop");
    assertThat(SHOP.lostIn(SHOP)).isEmpty();
  }

  @Test
  @DisplayName("red: nothing compared with nothing proves nothing")
  void nothing() {
    assertThat(objects().sameIn(objects()).ok()).isFalse();
  }

  @Test
  void red_one_put_back_with_other_content_is_named_before_one_that_is_missing() {
    NamespaceObjects before =
        objects("ClusterRole/shop-reader", "r", "Secret/kube-system/tunnel", "a");
    assertThat(before.keptIn(objects("Secret/kube-system/tunnel", "b")).culprit())
        .isEqualTo("Secret/kube-system/tunnel is another");
    assertThat(before.keptIn(objects("Secret/kube-system/tunnel", "a")).culprit())
        .isEqualTo("ClusterRole/shop-reader is missing");
  }

  @Test
  void kept_asks_for_no_more_than_there_was_and_not_of_nothing() {
    NamespaceObjects more = objects("Secret/shop", "a", "Service/shop", "b", "Role/new", "c");
    assertThat(SHOP.keptIn(more).ok()).isTrue();
    assertThat(objects().keptIn(SHOP).ok()).isFalse();
  }
}
