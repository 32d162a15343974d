-- The final sigma is folded to the other one (domain, fold.rs): else a word in capitals would not find it. In keys that were
-- folded before, one letter takes the place of one, so this is what folding anew would give; the name is part of the search
-- key. The twin in ../postgres says the same.
UPDATE integration_user SET
    name_key = replace(name_key, 'ς', 'σ'),
    search_key = replace(search_key, 'ς', 'σ'),
    email_key = replace(email_key, 'ς', 'σ'),
    description_key = replace(description_key, 'ς', 'σ')
WHERE search_key <> replace(search_key, 'ς', 'σ')
    OR email_key <> replace(email_key, 'ς', 'σ')
    OR description_key <> replace(description_key, 'ς', 'σ');
UPDATE user_group SET
    label_key = replace(label_key, 'ς', 'σ'),
    search_key = replace(search_key, 'ς', 'σ')
WHERE search_key <> replace(search_key, 'ς', 'σ');
