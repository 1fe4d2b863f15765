package firedrill.sandbox.local.agent;

import firedrill.files.Attempts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One watch per Secret or ConfigMap in use, by name: the Node authorizer allows a node no more than
 * the objects its pods refer to.
 */
final class WatchedObjects {

  private record Key(String kind, String namespace, String name) {}

  private static final class Entry<T extends HasMetadata> {
    private final Map<String, Runnable> users = new ConcurrentHashMap<>();
    private volatile T object;
    private ObjectWatch<T> watch;
  }

  private final KubernetesClient client;
  private final AgentLoop loop;
  private final Map<Key, Entry<?>> entries = new HashMap<>();

  WatchedObjects(KubernetesClient client, AgentLoop loop) {
    this.client = client;
    this.loop = loop;
  }

  /** The view of one pod; {@code onChange} is called whenever something it asked for changes. */
  ObjectSource forPod(String podUid, Runnable onChange) {
    return new ObjectSource() {
      @Override
      public Optional<Secret> secret(String namespace, String name) {
        return get(
            new Key("secret", namespace, name),
            podUid,
            onChange,
            () -> client.secrets().inNamespace(namespace).withField("metadata.name", name));
      }

      @Override
      public Optional<ConfigMap> configMap(String namespace, String name) {
        return get(
            new Key("configmap", namespace, name),
            podUid,
            onChange,
            () -> client.configMaps().inNamespace(namespace).withField("metadata.name", name));
      }
    };
  }

  /** Ends the watches that no other pod uses. */
  synchronized void release(String podUid) {
    entries.values().forEach(entry -> entry.users.remove(podUid));
    List<Entry<?>> unused = entries.values().stream().filter(e -> e.users.isEmpty()).toList();
    entries.values().removeAll(unused);
    close(unused);
  }

  synchronized void close() {
    close(entries.values());
  }

  private static void close(Collection<Entry<?>> unused) {
    Attempts.all(
        "cannot end a watch",
        unused.stream().<Attempts.Attempt>map(entry -> entry.watch::close).toList());
  }

  synchronized void relist() {
    List.copyOf(entries.values()).forEach(entry -> entry.watch.relist());
  }

  private synchronized <T extends HasMetadata> Optional<T> get(
      Key key,
      String podUid,
      Runnable onChange,
      Supplier<FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ?>> objects) {
    // The key's kind decides T.
    @SuppressWarnings("unchecked")
    Entry<T> entry = (Entry<T>) entries.get(key);
    if (entry == null) {
      Entry<T> fresh = new Entry<>();
      fresh.watch =
          new ObjectWatch<>(
              key.toString(),
              objects,
              loop,
              (object, exists) -> {
                fresh.object = exists ? object : null;
                fresh.users.values().forEach(Runnable::run);
              },
              () -> fresh.users.values().forEach(Runnable::run));
      entries.put(key, fresh);
      entry = fresh;
      fresh.watch.start();
    }
    entry.users.put(podUid, onChange);
    if (!entry.watch.synced()) {
      throw new PendingException(key + " is not known yet");
    }
    return Optional.ofNullable(entry.object);
  }
}
