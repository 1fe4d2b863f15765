package firedrill.component.keyvalue;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Up when it answers through its Service. */
final class KeyValueComponent implements Component<KeyValue> {

  private static final Path MANIFEST = Path.of("src/test/resources/component/key-value.yaml");

  @Override
  public String name() {
    return "key-value";
  }

  @Override
  public Class<KeyValue> type() {
    return KeyValue.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, Nodes.class);
  }

  @Override
  public KeyValue start(Site site) {
    site.manifests().applyFile(MANIFEST.toAbsolutePath());
    KeyValue started =
        new KeyValue(
            site.platform().service("key-value", "key-value", 80), site.platform().services());
    site.await("the key-value server answers", started::isReady);
    return started;
  }

  @Override
  public void collect(KeyValue started, Path into) throws IOException {
    Files.writeString(into.resolve("key-value.txt"), started.address() + "\n");
  }

  @Override
  public List<Reality> reality() {
    return List.of(Reality.standIn("key-value store", "a map in the memory of one process"));
  }
}
