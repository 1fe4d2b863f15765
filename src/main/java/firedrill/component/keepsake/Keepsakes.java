package firedrill.component.keepsake;

import firedrill.component.Component;
import java.util.List;

/**
 * Volumes that are in use before anything breaks.
 *
 * @param certificates Traefik's
 * @param backups the shared backup volume
 */
public record Keepsakes(Keepsake certificates, Keepsake backups) {

  /** On volumes of the lab's default storage. */
  public static Component<Keepsakes> component() {
    return new KeepsakesComponent();
  }

  List<Keepsake> all() {
    return List.of(certificates, backups);
  }
}
