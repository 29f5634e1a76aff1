-- What an app is told has names of its own, whatever the app's protocol calls it.
UPDATE outbox SET tag = CASE tag
    WHEN 'tell:readyForPickup'      THEN 'tell:ready'
    WHEN 'tell:pickedUp'            THEN 'tell:picked-up'
    WHEN 'tell:requestCancellation' THEN 'tell:request-cancellation'
    WHEN 'tell:acceptCancellation'  THEN 'tell:accept-cancellation'
    WHEN 'tell:denyCancellation'    THEN 'tell:deny-cancellation'
    WHEN 'tell:details'             THEN 'tell:delay'
    WHEN 'tell:tracking'            THEN 'tell:track'
    ELSE tag
END
WHERE tag LIKE 'tell:%';
