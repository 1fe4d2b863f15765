package firedrill.lab;

import firedrill.component.erp.Erp;
import firedrill.component.foundation.Foundations;
import firedrill.component.keepsake.Keepsake;
import firedrill.component.keepsake.Keepsakes;
import firedrill.component.letterhead.Letterhead;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.postgres.ErpDatabase;
import firedrill.component.vault.Vault;
import firedrill.component.vso.Vso;
import firedrill.sandbox.Database;

/** The home lab: k3s platform, PostgreSQL beside it, Vault, VSO and the ERP. */
public final class HomeLab extends ClusterLab {

  HomeLab(LabParts parts) {
    super(parts);
  }

  public Database database() {
    return get(Foundations.class).database();
  }

  /**
   * @throws IllegalStateException in a lab without it, which {@link LonghornLabFactory} is not
   */
  public Longhorn longhorn() {
    return get(Longhorn.class);
  }

  /** Traefik's certificates, in a lab with Longhorn. */
  public Keepsake certificates() {
    return get(Keepsakes.class).certificates();
  }

  /** The shared backup volume, in a lab with Longhorn. */
  public Keepsake backups() {
    return get(Keepsakes.class).backups();
  }

  public ErpDatabase books() {
    return get(ErpDatabase.class);
  }

  public Vault vault() {
    return get(Vault.class);
  }

  public Vso vso() {
    return get(Vso.class);
  }

  public Erp erp() {
    return get(Erp.class);
  }

  public Letterhead letterhead() {
    return get(Letterhead.class);
  }
}
