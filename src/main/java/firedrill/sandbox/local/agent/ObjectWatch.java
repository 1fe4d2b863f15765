package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * List, then watch, for ever: whenever the watch ends, for whatever reason, it lists again.
 * fabric8's informers (7.8.0), whose pause before they try again can be set, cannot be told to list
 * now, as is needed when a link is back and the connection does not know yet that it is dead; one
 * made anew has forgotten what it knew, so what went meanwhile is never reported as gone.
 */
public final class ObjectWatch<T extends HasMetadata> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectWatch.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);

  private final String what;
  private final Supplier<FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ?>>
      objects;
  private final AgentLoop loop;
  private final Lane lane;
  private final BiConsumer<T, Boolean> onChange;
  private final Runnable onSync;
  private final Map<String, T> known = new HashMap<>();
  private Duration retry = FIRST_RETRY;
  private int generation;
  private volatile Watch watch;
  private volatile boolean closed;
  private volatile boolean synced;

  /**
   * Nothing happens before {@link #start()}.
   *
   * @param onChange called in order with an object and whether it still exists
   * @param onSync called after each complete list
   */
  public ObjectWatch(
      String what,
      Supplier<FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ?>> objects,
      AgentLoop loop,
      BiConsumer<T, Boolean> onChange,
      Runnable onSync) {
    this.what = what;
    this.objects = objects;
    this.loop = loop;
    this.lane = new Lane(loop);
    this.onChange = onChange;
    this.onSync = onSync;
  }

  public void start() {
    lane.execute(this::list);
  }

  /** Whether at least one complete list was seen. */
  public boolean synced() {
    return synced;
  }

  /** For a connection that may be dead without having said so. */
  public void relist() {
    lane.execute(this::list);
  }

  @Override
  public void close() {
    closed = true;
    Watch open = watch;
    if (open != null) {
      open.close();
    }
  }

  private void list() {
    if (closed) {
      return;
    }
    stopWatch();
    try {
      KubernetesResourceList<T> list = objects.get().list();
      Map<String, T> present = new HashMap<>();
      list.getItems().forEach(item -> present.put(item.getMetadata().getUid(), item));
      List<T> gone = new ArrayList<>(known.values());
      gone.removeIf(old -> present.containsKey(old.getMetadata().getUid()));
      gone.forEach(old -> changed(old, false));
      present.values().forEach(item -> changed(item, true));
      synced = true;
      onSync.run();
      follow(list.getMetadata().getResourceVersion());
      retry = FIRST_RETRY;
      if (closed) {
        stopWatch();
      }
    } catch (KubernetesClientException e) {
      again(e);
    }
  }

  private void follow(String resourceVersion) {
    int mine = generation;
    watch =
        objects
            .get()
            .watch(
                new ListOptionsBuilder().withResourceVersion(resourceVersion).build(),
                new Watcher<T>() {
                  @Override
                  public void eventReceived(Action action, T object) {
                    lane.execute(() -> received(mine, action, object));
                  }

                  @Override
                  public boolean reconnecting() {
                    return false;
                  }

                  @Override
                  public void onClose() {
                    lane.execute(() -> ended(mine, null));
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    lane.execute(() -> ended(mine, cause));
                  }
                });
  }

  private void received(int mine, Watcher.Action action, T object) {
    if (mine != generation || closed) {
      return;
    }
    switch (action) {
      case ADDED, MODIFIED -> changed(object, true);
      case DELETED -> changed(object, false);
      case ERROR -> list();
      case BOOKMARK -> {}
    }
  }

  private void ended(int mine, WatcherException cause) {
    if (mine == generation && !closed) {
      again(cause);
    }
  }

  private void again(Exception cause) {
    LOG.debug("watch of {} ended, next try in {}", what, retry, cause);
    generation++;
    int mine = generation;
    var unused =
        loop.after(
            retry,
            lane,
            () -> {
              if (mine == generation) {
                list();
              }
            });
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
  }

  private void changed(T object, boolean exists) {
    String uid = object.getMetadata().getUid();
    T before = exists ? known.put(uid, object) : known.remove(uid);
    boolean same =
        exists
            && before != null
            && before
                .getMetadata()
                .getResourceVersion()
                .equals(object.getMetadata().getResourceVersion());
    if (same) {
      return;
    }
    try {
      onChange.accept(object, exists);
    } catch (RuntimeException e) {
      LOG.error("{}: a change of {} was not handled", what, object.getMetadata().getName(), e);
    }
  }

  private void stopWatch() {
    generation++;
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
