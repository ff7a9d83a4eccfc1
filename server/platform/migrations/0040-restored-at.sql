-- Why: what fell due before a backup was restored was answered, or not, by the installation that went on meanwhile: nobody is told anew about it.
alter table directory.installation add column restored_at timestamptz;
