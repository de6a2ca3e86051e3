-- Every web process keeps pages it has made (server/kept-pages/). What those pages tell of is in these tables: a change
-- of any tells every process at the moment it is committed, and each lets go of what it keeps. The notice names the table
-- and no more, so that a hundred changes of one transaction are one notice.
create function tell_pages() returns trigger language plpgsql as $$
begin
  perform pg_notify('pages', tg_table_name);
  return null;
end $$;

create trigger tells_pages after insert or update or delete on figures for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on texts for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on editions for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on paragraphs for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on pictures for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on reading_lists for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on reading_list_texts for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on news for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on pamphlets for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on postage_bands for each statement execute function tell_pages();
create trigger tells_pages after insert or update or delete on made_files for each statement execute function tell_pages();

-- Each order moves stock, and no page tells the count while there is plenty: pages say "Only 9 left" from fewer than ten
-- down, and that there is none. A wide margin above that, so that the pages may change their minds.
create trigger tells_pages_of_stock after update on stock for each row
  when (least(old.on_hand - old.reserved, 50) <> least(new.on_hand - new.reserved, 50)) execute function tell_pages();
create trigger tells_pages after insert or delete on stock for each statement execute function tell_pages();
